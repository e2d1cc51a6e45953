"""Trains LibreYOLO's YOLOv9 under SageMaker's contract: YOLO labels in, best.pt and model.onnx out.

Hyperparameters: size (t, s, m, c), epochs, imgsz, batch, patience, optimizer, lr0, aux_weight, mosaic_prob,
eval_interval, seed, threads.
"""
import json, os, shutil, signal, sys, traceback

ROOT = os.environ.get("ML_ROOT", "/opt/ml")
DATA = f"{ROOT}/input/data"
WORK = f"{ROOT}/tmp/libreyolo"
CHECKPOINT = f"{ROOT}/checkpoints/last.pt"
# Nothing is fetched at run time.
os.environ.update(HF_HUB_OFFLINE="1", XDG_CACHE_HOME=f"{ROOT}/tmp", TORCH_HOME=f"{ROOT}/tmp")

INTEGERS = ("epochs", "imgsz", "batch", "patience", "seed", "eval_interval")
FRACTIONS = ("lr0", "aux_weight", "mosaic_prob")
SETTINGS = {**dict.fromkeys(INTEGERS, int), **dict.fromkeys(FRACTIONS, float), "optimizer": str}

# LibreYOLO begins a class at -10, which a long training on COCO overcomes; in a few hundred steps whole classes stay
# unseen (two of 120 squares: mAP@.5 .50 with -10, 1.0 with -4).
FRESH_CLASS, LEARNABLE_CLASS = -10.0, -4.0


class Stopped(Exception):
    """SIGTERM came: what was learned so far is the model."""


def stop(*_):
    raise Stopped()


def lay_out():
    """images/<split> beside labels/<split>, named by data.yaml."""
    with open(f"{DATA}/annotations/data.yaml") as file:
        lines = [line for line in file.read().splitlines() if not line.startswith("path:")]
    folders = dict(line.split(": ", 1) for line in lines if line.startswith(("train: ", "val: ")))
    for channel, split in (("train", "train"), ("validation", "val")):
        images = f"{WORK}/{folders[split]}"
        os.makedirs(images, exist_ok=True)
        for name in os.listdir(f"{DATA}/{channel}"):
            if not os.path.lexists(f"{images}/{name}"):
                os.symlink(f"{DATA}/{channel}/{name}", f"{images}/{name}")
    shutil.copytree(f"{DATA}/annotations/labels", f"{WORK}/labels", dirs_exist_ok=True)
    with open(f"{WORK}/data.yaml", "w") as file:
        file.write("\n".join([f"path: {WORK}", *lines]))
    return f"{WORK}/data.yaml"


class Progress:
    """What LibreYOLO tells while it trains `model`."""

    def __init__(self, model):
        self.model = model

    def on_train_start(self, _):
        network = self.model.model
        for head in (network.head, getattr(network, "aux_head", None)):
            for bias in [tower[-1].bias.data for tower in head.cv3] if head else []:
                if bool((bias == FRESH_CLASS).all()):
                    bias.fill_(LEARNABLE_CLASS)

    def on_train_epoch_end(self, event):
        """The numbers that SageMaker scrapes, and a checkpoint that is whole or the last one."""
        scores = [value for name, value in event.val_metrics.items() if name.endswith("mAP50")]
        validation = f" validation:mAP50={scores[0]:.4f}" if scores else ""
        print(f"epoch={event.epoch} train:loss={event.train_loss:.4f}{validation}", flush=True)
        for name in ("best", "last"):
            if os.path.exists(f"{event.save_dir}/weights/{name}.pt"):
                keep(f"{event.save_dir}/weights/{name}.pt", f"{ROOT}/checkpoints/{name}.pt")


def keep(path, target):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copyfile(path, f"{target}.part")
    os.replace(f"{target}.part", target)


def train():
    with open(f"{ROOT}/input/config/hyperparameters.json") as file:
        hyperparameters = json.load(file)
    settings = {name: read(hyperparameters[name]) for name, read in SETTINGS.items() if name in hyperparameters}
    import torch
    from libreyolo import LibreYOLO9

    torch.set_num_threads(int(hyperparameters.get("threads", os.cpu_count() or 1)))
    size = hyperparameters.get("size", "t")
    data = lay_out()
    # What it writes beside, such as the exported graph, goes below the folder that it stands in.
    os.chdir(WORK)
    given = os.listdir(f"{DATA}/weights") if os.path.isdir(f"{DATA}/weights") else []
    resumes = os.path.exists(CHECKPOINT)
    start = CHECKPOINT if resumes else f"{DATA}/weights/{given[0]}" if given else None
    model = LibreYOLO9(start, size=size)
    device = "0" if torch.cuda.is_available() else "cpu"
    place = {"data": data, "device": device, "project": WORK, "name": "run", "exist_ok": True}
    quiet = {"amp": False, "workers": 0, "callbacks": Progress(model), "no_aug_epochs": 5}
    signal.signal(signal.SIGTERM, stop)
    try:
        model.train(**settings, **quiet, **place, **({"resume": True} if resumes else {}))
    except Stopped:
        print("stopped: what was learned so far is the model", flush=True)
    except ValueError as error:
        # It had trained to its end before it was interrupted.
        if not resumes or "nothing is left" not in str(error):
            raise
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.makedirs(f"{ROOT}/model", exist_ok=True)
    best = next((path for path in (f"{ROOT}/checkpoints/best.pt", CHECKPOINT) if os.path.exists(path)), None)
    if best:
        shutil.copyfile(best, f"{ROOT}/model/best.pt")
    else:
        model.save(f"{ROOT}/model/best.pt")
    trained = LibreYOLO9(f"{ROOT}/model/best.pt", size=size, device="cpu")
    imgsz = settings.get("imgsz", 640)
    # Boxes come out of the graph itself, down to a confidence that the gate's precision-recall curve needs.
    exported = trained.export(format="onnx", imgsz=imgsz, nms=True, conf=0.01, iou=0.6, max_det=100, simplify=False)
    os.replace(exported, f"{ROOT}/model/model.onnx")
    with open(f"{ROOT}/model/model.json", "w") as file:
        json.dump({"imgsz": imgsz, "pad": trained.letterbox_pad}, file)


try:
    train()
except Exception as error:
    os.makedirs(f"{ROOT}/output", exist_ok=True)
    with open(f"{ROOT}/output/failure", "w") as file:
        file.write(f"{type(error).__name__}: {error}")
    traceback.print_exc()
    sys.exit(1)
