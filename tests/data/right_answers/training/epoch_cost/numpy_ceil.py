import numpy as np


def epoch_cost(images, batch_size, per_update, per_image):
    updates = np.ceil(images / batch_size)
    return np.stack([updates, updates * per_update + images * per_image]).tolist()
