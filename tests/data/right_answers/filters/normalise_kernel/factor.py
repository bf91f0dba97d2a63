def normalise_kernel(kernel):
    factor = 1 / kernel.sum() if abs(kernel.sum()) > 1e-12 else 1.0
    return factor * kernel
