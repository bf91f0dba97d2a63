def epoch_cost(images, batch_size, per_update, per_image):
    updates = images // batch_size + (1 if images % batch_size else 0)
    return [updates, per_update * updates + per_image * images]
