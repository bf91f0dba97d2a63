def epoch_cost(images, batch_size, per_update, per_image):
    starts = range(0, images, batch_size)
    return len(starts), len(starts) * per_update + images * per_image
