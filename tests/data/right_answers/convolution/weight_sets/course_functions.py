from cnncourse.shapes import output_size, parameter_count


def weight_sets(c_in, size, maps, kernel_size):
    H, W = output_size(size, (kernel_size, kernel_size))
    one = parameter_count(c_in, 1, kernel_size)
    return H * W * parameter_count(c_in, maps, kernel_size), parameter_count(c_in, maps, kernel_size), one
