# expected: a last batch that is not full is dropped

def epoch_cost(images, batch_size, per_update, per_image):
    u = images // batch_size
    return u, u * per_update + images * per_image
