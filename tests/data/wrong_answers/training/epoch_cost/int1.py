# expected: one batch is added in any case

def epoch_cost(images, batch_size, per_update, per_image):
    u = int(images / batch_size) + 1
    return u, u * per_update + images * per_image
