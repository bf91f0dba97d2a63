def emboss_kernel(direction):
    ring = ["nw", "n", "ne", "e", "se", "s", "sw", "w"]
    grid = [["nw", "n", "ne"], ["w", None, "e"], ["sw", "s", "se"]]

    def value(cell):
        if cell is None:
            return 0
        steps = abs(ring.index(cell) - ring.index(direction))
        return 2 - min(steps, 8 - steps)

    return [[value(cell) for cell in row] for row in grid]
