def blur_kernel(size):
    return [[1.0 / size**2 for _ in range(size)] for _ in range(size)]
