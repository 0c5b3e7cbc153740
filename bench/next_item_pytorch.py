"""The same next-item net, training, in PyTorch on the CPU. Prints steps a second as JSON; the argument is the number of threads."""

import json
import sys
import time

import torch

torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(1)
sequences, steps, items, width = 40, 100, 1682, 64
vectors = torch.nn.Embedding(items, width)
gaps = torch.nn.Embedding(18, width)
gru = torch.nn.GRU(width, width, batch_first=True)
head = torch.nn.Linear(width, items)
dropout = torch.nn.Dropout(0.3)
modules = torch.nn.ModuleList([vectors, gaps, gru, head])
optimizer = torch.optim.AdamW(modules.parameters(), lr=1e-3)
taken = torch.randint(items, (sequences, steps))
gap = torch.randint(18, (sequences, steps))
following = torch.randint(items, (sequences, steps))


def train():
    optimizer.zero_grad()
    states = gru(dropout(vectors(taken) + gaps(gap)))[0]
    loss = torch.nn.functional.cross_entropy(head(dropout(states)).flatten(0, 1), following.flatten())
    loss.backward()
    torch.nn.utils.clip_grad_norm_(modules.parameters(), 5.0)
    optimizer.step()


for _ in range(5):
    train()
rates = []
for _ in range(7):
    start = time.perf_counter()
    runs = 0
    while time.perf_counter() - start < 1:
        train()
        runs += 1
    rates.append(sequences * steps * runs / (time.perf_counter() - start))
print(json.dumps({"train": sorted(rates)[3]}))
