def worse_when_deeper(depths, errors):
    found = set()
    for i in range(len(depths)):
        for j in range(len(depths)):
            if depths[j] < depths[i] and errors[j] < errors[i]:
                found.add(depths[i])
    return sorted(found)
