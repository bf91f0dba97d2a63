import numpy as np


def predict_pooled_sizes():
    rows = {}
    rows["a"] = (7 - 2) // 2 + 1
    rows["b"] = (6 - 3) // 2 + 1
    rows["c"] = (112 + 2 - 3) // 2 + 1
    rows["d"] = int(np.ceil((7 - 2) / 2)) + 1
    rows["e"] = int(np.ceil((112 - 3) / 2)) + 1
    rows["f"] = int(np.ceil((5 + 2 - 2) / 2)) + 1 - 1
    rows["g"], rows["h"], rows["i"] = 64, 0, np.float32(0.25)
    return rows
