def conv_output_shape_test():
    return (6, 4, 24, 19), (8, 4, 5, 2), (4, 3), 3, (3, 4)
