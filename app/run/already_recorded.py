"""What the log holds already of films to be screened: the same pixels, screened in the same way, are told and not screened twice."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from app import __version__
from app.workers.tasks.describe import Setting
from audit.log.store import Log, Stored
from models.values.radiograph import Radiograph


@dataclass(frozen=True)
class Known:
    """What a log holds, for one way of screening.

    Attributes:
        log: The log.
        setting: Weights, reference and table of allowed places.
        parameters_sha256: The method's numbers.
    """

    log: Log
    setting: Setting
    parameters_sha256: str

    def film(self, film: Radiograph) -> Stored | None:
        """Return the entry of a film that was screened, or refused after it was read."""
        header, setting = film.header, self.setting
        found = self.log.screened(
            pixel_sha256=header.pixel_sha256, file_sha256=header.file_sha256, patient_digest=header.patient_digest,
            classifier_sha256=setting.classifier_sha256, lungs_sha256=setting.lungs_sha256, parameters_sha256=self.parameters_sha256,
        ) or self.refusal(header.file_sha256)  # fmt: skip
        if found is None or found.record["film_check"] is None:
            return None
        # Another spacing dilates the lungs otherwise, another body part asks for clearer pixels; a refusal is found by its file alone.
        was, now, used, anatomy = found.record["radiograph"], asdict(header), found.record["classifier"], found.record["anatomy"]
        same_film = all(was[name] == now[name] for name in ("pixel_sha256", "mm_per_pixel"))
        same_part = was["tags"]["body_part"] == now["tags"]["body_part"]
        same_check = found.record["film_check"]["weights_sha256"] == setting.film_check_sha256
        same_reference = used is None or used["reference_sha256"] == setting.reference_sha256
        same_places = anatomy is None or anatomy["regions_sha256"] == setting.regions_sha256
        return found if same_film and same_part and same_check and same_reference and same_places else None

    def refusal(self, file_sha256: str | None) -> Stored | None:
        """Return the entry in which this version refused a file."""
        return self.log.refused(file_sha256=file_sha256, code_version=__version__) if file_sha256 else None
