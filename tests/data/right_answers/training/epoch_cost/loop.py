def epoch_cost(images, batch_size, per_update, per_image):
    updates, seconds, left = 0, 0.0, images
    while left > 0:
        n = min(batch_size, left)
        updates += 1
        seconds += per_update + n * per_image
        left -= n
    return updates, seconds
