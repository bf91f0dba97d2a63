def conv_output_shape_test():
    return [[5, 6, 24, 19], [7, 6, 5, 2], [4, 3], 3, [3, 4]]
