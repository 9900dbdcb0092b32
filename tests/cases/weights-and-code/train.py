"""Train the tiny model."""

import torch

from model import Tiny, batches

learning_rate = 1e-3
steps = 1000


def main() -> None:
    model = Tiny()
    optimizer = torch.optim.AdamW(model.parameters(), lr=learning_rate)
    for step, (x, y) in zip(range(steps), batches("data/train.bin")):
        loss = torch.nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    torch.save(model.state_dict(), "model.pt")


if __name__ == "__main__":
    main()
