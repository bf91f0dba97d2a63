"""Residual blocks that are built from recipes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from torch import Tensor, nn

from cnncourse.mistakes.resnet.recipes import Recipe, projects


def steps(words: str, C: int, widths: Sequence[int], stride: int) -> nn.Sequential:
    """Build the steps of a path that reads C channels; the convolutions make `widths`, the last one again and again."""
    made: list[nn.Module] = []
    following = iter(widths)
    for word in words.split():
        kind, marks = word[0], word[1:]
        if "*" in marks:
            made.append(
                next(layer for layer in made if isinstance(layer, nn.BatchNorm2d if kind == "b" else nn.Conv2d))
            )
        elif kind == "b":
            made.append(nn.BatchNorm2d(C))
        elif kind == "r":
            made.append(nn.ReLU(inplace="!" in marks))
        else:
            C = _convolution(made, kind, marks, C, following, stride)
    return nn.Sequential(*made)


def _convolution(made: list[nn.Module], kind: str, marks: str, C: int, following: Iterator[int], stride: int) -> int:
    D, size = next(following, C), int(kind)
    step = stride if "s" in marks else 1
    padding = 0 if "-" in marks else size // 2 + ("p" in marks)
    made.append(nn.Conv2d(C, D, size, step, padding, bias="+" in marks))
    return D


class Block(nn.Module):
    """A block made from a recipe; see :class:`cnncourse.mistakes.resnet.recipes.Recipe`."""

    def __init__(self, recipe: Recipe, in_channels: int, widths: Sequence[int], stride: int) -> None:
        super().__init__()
        C, D = in_channels, widths[-1]
        self.recipe = recipe
        self.start = steps(recipe.start, C, (), stride)
        main = steps(recipe.main, C, widths, stride)
        self.main = [main] if recipe.keep == "list" else nn.ModuleList([main])
        self.projection = steps(recipe.shortcut, C, (D,), stride) if projects(recipe, C, D, stride) else None
        self.unused = recipe.when == "unrun" or (recipe.when == "idle" and C == D and stride == 1)
        self.end = steps(recipe.end, D, (), stride)

    def forward(self, x: Tensor) -> Tensor:
        """Run the steps."""
        a = self.start(x)
        if self.recipe.later:
            y = self.main[0](a)
            shortcut = self.shortcut({"x": x, "start": a, "main": y})
        else:
            shortcut = self.shortcut({"x": x, "start": a})
            y = self.main[0](a)
        return self.end(self.recipe.join(y, shortcut))

    def shortcut(self, of: Mapping[str, Tensor]) -> Tensor:
        """Return the shortcut of x, of what the start makes of it, or of the residual."""
        if self.projection is None or self.unused:
            return of[self.recipe.identity]
        return self.projection(of[self.recipe.projected])
