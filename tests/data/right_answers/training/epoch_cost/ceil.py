import math


def epoch_cost(images, batch_size, per_update, per_image):
    updates = math.ceil(images / batch_size)
    return updates, updates * per_update + images * per_image
