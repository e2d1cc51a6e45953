"""The detector's training step in PyTorch, for bench/training-step.ts: the same layers, losses and AdamW, one thread.

Takes `width height batch labels` as arguments; for each line on standard input it takes one step and prints the CPU time in ms.
"""
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
torch.manual_seed(1)
width, height, batch, labels = map(int, sys.argv[1:5])


def block(inputs, outputs, kernel, stride):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, (kernel - 1) // 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(True))


class Detector(nn.Module):
    def __init__(self, c4=32, c8=64, c16=128):
        super().__init__()
        self.down4 = nn.Sequential(block(48, c4, 3, 1), block(c4, c4, 3, 1))
        self.down8 = nn.Sequential(block(c4, c8, 3, 2), block(c8, c8, 3, 1))
        self.down16 = nn.Sequential(block(c8, c16, 3, 2), block(c16, c16, 3, 1))
        self.side8, self.up8 = block(c16, c8, 1, 1), block(c8, c8, 3, 1)
        self.side4, self.up4 = block(c8, c4, 1, 1), block(c4, c4, 3, 1)
        self.shared = block(c4, c8, 3, 1)
        self.centers, self.distances = nn.Conv2d(c8, labels, 1), nn.Conv2d(c8, 4, 1)

    def forward(self, image):
        x = F.pixel_unshuffle((image.permute(0, 3, 1, 2).float() - 127.5) / 64, 4)
        down4 = self.down4(x.contiguous(memory_format=torch.channels_last))
        down8 = self.down8(down4)
        side8 = F.interpolate(self.side8(self.down16(down8)), scale_factor=2) + down8
        side4 = F.interpolate(self.side4(self.up8(side8)), scale_factor=2) + down4
        shared = self.shared(self.up4(side4))
        return self.centers(shared), self.distances(shared)


def loss_of(centers, log_distances, peak, calm, distances, weight):
    p = centers.sigmoid()
    at_centers = (peak * (1 - p) ** 2 * F.softplus(-centers) + calm * p ** 2 * F.softplus(centers)).sum()
    predicted = log_distances.exp()

    def area(d):
        left, top, right, bottom = d.unbind(1)
        return (left + right) * (top + bottom)

    shared, hull = area(torch.minimum(predicted, distances)), area(torch.maximum(predicted, distances))
    union = area(predicted) + area(distances) - shared
    at_boxes = (weight[:, 0] * (2 - shared / union - union / hull)).sum()
    return (at_centers + 2 * at_boxes) / batch


model = Detector().to(memory_format=torch.channels_last)
averages = [p.detach().clone() for p in model.parameters()]
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.99), weight_decay=0.02)
image = torch.full((batch, height, width, 3), 90, dtype=torch.uint8)
h, w = height // 4, width // 4
peak, calm = torch.zeros(batch, labels, h, w), torch.ones(batch, labels, h, w)
peak[:, 0, 10, 10], calm[:, 0, 10, 10] = 1, 0
distances, weight = torch.ones(batch, 4, h, w), torch.zeros(batch, 1, h, w)
weight[:, 0, 8:13, 8:13] = 0.04

for _ in sys.stdin:
    began = time.process_time()
    optimizer.zero_grad(set_to_none=True)
    loss = loss_of(*model(image), peak, calm, distances, weight)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 5)
    optimizer.step()
    with torch.no_grad():
        torch._foreach_mul_(averages, 0.99)
        torch._foreach_add_(averages, [p.detach() for p in model.parameters()], alpha=0.01)
    loss.item()
    print((time.process_time() - began) * 1000, flush=True)
