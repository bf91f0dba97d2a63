def weight_sets(c_in, size, maps, kernel_size):
    def one_set():
        numbers = 1
        for _ in range(c_in):
            for _ in range(kernel_size):
                numbers += kernel_size
        return numbers

    own = by_map = 0
    for _ in range(maps):
        by_map += one_set()
        for top in range(size[0]):
            for left in range(size[1]):
                if top + kernel_size <= size[0] and left + kernel_size <= size[1]:
                    own += one_set()
    return own, by_map, one_set()
