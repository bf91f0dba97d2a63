# expected: the last batch is timed as if it were full
import math

def epoch_cost(images, batch_size, per_update, per_image):
    u = math.ceil(images / batch_size)
    return u, u * (per_update + batch_size * per_image)
