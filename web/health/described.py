"""What machines that look after this one may ask, described."""

from collections.abc import Mapping

from core.operations import FLAG, JSON, TEXT, Answer, Operation, objects, refusal

CHECKED = objects({"ready": FLAG, "checks": {"type": "object", "additionalProperties": FLAG}})

OPERATIONS: Mapping[str, Operation] = {
    "health.alive": Operation({200: Answer("This process answers.", {JSON: objects({"alive": {"const": True}})})}),
    "health.ready": Operation(
        {200: Answer("Citizens can be served.", {JSON: CHECKED}), 503: Answer("They cannot.", {JSON: CHECKED})}
    ),
    "health.metrics": Operation(
        {200: Answer("Figures for Prometheus.", {"text/plain": TEXT}), 404: refusal("Asked from outside.")}
    ),
}
