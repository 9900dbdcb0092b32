"""The tiny model."""

import numpy as np
import torch


class Tiny(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embed = torch.nn.Embedding(8, 4)
        self.head = torch.nn.Linear(4, 8, bias=False)

    def forward(self, x):
        return self.head(self.embed(x))


def batches(path):
    data = np.memmap(path, dtype=np.uint8)
    while True:
        i = np.random.randint(0, len(data) - 9, 4)
        yield torch.stack([torch.tensor(data[j : j + 8]) for j in i]), i
