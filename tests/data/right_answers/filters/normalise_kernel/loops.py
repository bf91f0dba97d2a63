def normalise_kernel(kernel):
    total = sum(float(weight) for row in kernel for weight in row)
    return [[float(weight) / (total or 1) for weight in row] for row in kernel]
