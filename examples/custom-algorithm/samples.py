"""`python3 samples.py DIR`: 120 PNG images of red and blue squares, and their labels as COCO."""
import json, os, random, struct, sys, zlib

SIZE, COLOURS = 64, ((220, 40, 30), (30, 60, 220))


def png(pixels):
    rows = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in pixels)
    chunk = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    head = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
categories = [{"id": 1, "name": "red"}, {"id": 2, "name": "blue"}]
coco = {"images": [], "annotations": [], "categories": categories}
dice = random.Random(1)
for number in range(120):
    pixels = [[tuple(dice.randrange(90, 160) for _ in range(3)) for _ in range(SIZE)] for _ in range(SIZE)]
    name = f"squares-{number:03}.png"
    coco["images"].append({"id": number + 1, "file_name": name, "width": SIZE, "height": SIZE})
    for id, colour in enumerate(COLOURS):
        side = dice.randrange(12, 26)
        left, top = id * 32 + dice.randrange(0, 32 - side), dice.randrange(0, SIZE - side)
        for y in range(top, top + side):
            pixels[y][left : left + side] = [colour] * side
        box = {"image_id": number + 1, "category_id": id + 1, "bbox": [left, top, side, side]}
        coco["annotations"].append({"id": len(coco["annotations"]) + 1, "area": side * side, "iscrowd": 0, **box})
    with open(os.path.join(folder, name), "wb") as file:
        file.write(png(pixels))
with open(os.path.join(folder, "instances.json"), "w") as file:
    json.dump(coco, file)
