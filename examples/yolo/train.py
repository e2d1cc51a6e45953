"""Trains a YOLO of Ultralytics under SageMaker's contract: YOLO labels in, best.pt and model.onnx out.

Hyperparameters: model (a name that the package knows, e.g. yolo11n, yolov8s, yolo12n), epochs, imgsz, batch, patience, lr0, seed, threads.
"""
import json, os, shutil, signal, sys, traceback

ROOT = os.environ.get("ML_ROOT", "/opt/ml")
DATA = f"{ROOT}/input/data"
WORK = f"{ROOT}/tmp/yolo"
CHECKPOINT = f"{ROOT}/checkpoints/last.pt"
# Nothing is fetched at run time: no weights, no fonts, no packages, no statistics.
os.environ.update(YOLO_AUTOINSTALL="false", YOLO_OFFLINE="true", YOLO_CONFIG_DIR=f"{ROOT}/tmp", WANDB_MODE="disabled")

NUMBERS = {"epochs": int, "imgsz": int, "batch": int, "patience": int, "seed": int, "lr0": float}


def lay_out():
    """Ultralytics' folders: images/<split> beside labels/<split>, named by data.yaml."""
    with open(f"{DATA}/annotations/data.yaml") as file:
        lines = [line for line in file.read().splitlines() if not line.startswith("path:")]
    folders = dict(line.split(": ", 1) for line in lines if line.startswith(("train: ", "val: ")))
    for channel, split in (("train", "train"), ("validation", "val")):
        images = f"{WORK}/{folders[split]}"
        os.makedirs(images, exist_ok=True)
        # File by file: Ultralytics looks for the labels of a linked folder beside the place that it points to.
        for name in os.listdir(f"{DATA}/{channel}"):
            if not os.path.lexists(f"{images}/{name}"):
                os.symlink(f"{DATA}/{channel}/{name}", f"{images}/{name}")
    shutil.copytree(f"{DATA}/annotations/labels", f"{WORK}/labels", dirs_exist_ok=True)
    with open(f"{WORK}/data.yaml", "w") as file:
        file.write("\n".join([f"path: {WORK}", *lines]))
    return f"{WORK}/data.yaml"


def start(hyperparameters):
    """The network to train, and whether it goes on from a checkpoint."""
    from ultralytics import YOLO

    if os.path.exists(CHECKPOINT):
        return YOLO(CHECKPOINT), True
    given = os.listdir(f"{DATA}/weights") if os.path.isdir(f"{DATA}/weights") else []
    if given:
        return YOLO(f"{DATA}/weights/{given[0]}"), False
    return YOLO(f"{hyperparameters.get('model', 'yolo11n')}.yaml"), False


def report(trainer):
    """After each epoch: the numbers that SageMaker scrapes, and a checkpoint that is whole or the last one."""
    parts = trainer.tloss.values() if isinstance(trainer.tloss, dict) else trainer.tloss
    loss = sum(float(part) for part in parts)
    map50 = trainer.metrics.get("metrics/mAP50(B)", 0.0)
    print(f"epoch={trainer.epoch + 1} train:loss={loss:.4f} validation:mAP50={map50:.4f}", flush=True)


def keep(trainer):
    os.makedirs(os.path.dirname(CHECKPOINT), exist_ok=True)
    shutil.copyfile(trainer.last, f"{CHECKPOINT}.part")
    os.replace(f"{CHECKPOINT}.part", CHECKPOINT)


def train():
    with open(f"{ROOT}/input/config/hyperparameters.json") as file:
        hyperparameters = json.load(file)
    settings = {name: read(hyperparameters[name]) for name, read in NUMBERS.items() if name in hyperparameters}
    import torch

    torch.set_num_threads(int(hyperparameters.get("threads", os.cpu_count() or 1)))
    device = 0 if torch.cuda.is_available() else "cpu"
    data = lay_out()
    model, resumes = start(hyperparameters)
    stopping = {"now": False}
    signal.signal(signal.SIGTERM, lambda *_: stopping.update(now=True))

    def end_where_asked(trainer):
        if stopping["now"]:
            trainer.stop = True
            trainer.epochs = trainer.epoch + 1

    model.add_callback("on_train_batch_end", end_where_asked)
    model.add_callback("on_fit_epoch_end", report)
    model.add_callback("on_model_save", keep)
    quiet = {"plots": False, "verbose": False, "amp": False, "workers": 0, "exist_ok": True}
    place = {"data": data, "device": device, "project": WORK, "name": "run"}
    try:
        model.train(**settings, **quiet, **place, resume=resumes)
    except AssertionError as error:
        # It had trained to its end before it was interrupted.
        if not resumes or "nothing to resume" not in str(error):
            raise
    from ultralytics import YOLO

    best = next(path for path in (f"{WORK}/run/weights/best.pt", CHECKPOINT) if os.path.exists(path))
    shutil.copyfile(best, f"{ROOT}/model/best.pt")
    trained = YOLO(f"{ROOT}/model/best.pt")
    imgsz = settings.get("imgsz", 640)
    # Boxes come out of the graph itself, down to a confidence that the gate's precision-recall curve needs.
    exported = trained.export(format="onnx", imgsz=imgsz, nms=True, conf=0.01, iou=0.6, max_det=100, simplify=False)
    os.replace(exported, f"{ROOT}/model/model.onnx")
    with open(f"{ROOT}/model/model.json", "w") as file:
        json.dump({"imgsz": imgsz, "names": [trained.names[id] for id in sorted(trained.names)]}, file)


try:
    train()
except Exception as error:
    os.makedirs(f"{ROOT}/output", exist_ok=True)
    with open(f"{ROOT}/output/failure", "w") as file:
        file.write(f"{type(error).__name__}: {error}")
    traceback.print_exc()
    sys.exit(1)
