"""Which kind of image a header calls its own: by its Modality, and by its SOP class where that says nothing."""

from __future__ import annotations

from pydicom import FileDataset
from pydicom.uid import ComputedRadiographyImageStorage, DigitalXRayImageStorageForPresentation, DigitalXRayImageStorageForProcessing

from models.reading.header.tags import code, uid
from models.values.refusal import NotARadiograph, RefusalCode

_PROJECTIONS = {"CR", "DX", "RG"}
_BY_CLASS = {
    str(ComputedRadiographyImageStorage): "CR",
    str(DigitalXRayImageStorageForPresentation): "DX",
    str(DigitalXRayImageStorageForProcessing): "DX",
}
_NAMED = {
    "CT": "a CT slice", "MR": "an MR image", "US": "an ultrasound image", "MG": "a mammogram", "NM": "a nuclear medicine image",
    "PT": "a PET image", "XA": "an angiogram", "RF": "a fluoroscopy", "SR": "a structured report", "RTPLAN": "a radiotherapy plan",
    "RTDOSE": "a radiotherapy dose", "RTSTRUCT": "a radiotherapy structure set", "SEG": "a segmentation", "PR": "a presentation state",
    "KO": "a key object selection", "ECG": "an electrocardiogram", "DOC": "a document", "PX": "a panoramic radiograph of the jaws",
    "IO": "an intra-oral radiograph", "XC": "a photograph", "RTIMAGE": "a radiotherapy image", "BMD": "a bone densitometry",
}  # fmt: skip
_OTHERS = {
    "AR", "AU", "BDUS", "BI", "CFM", "CTPROTOCOL", "DG", "DMS", "EEG", "EMG", "EOG", "EPS", "ES", "FID", "GM", "HC", "HD", "IVOCT", "IVUS",
    "KER", "LEN", "LS", "M3D", "MS", "OAM", "OCT", "OP", "OPM", "OPT", "OPTBSV", "OPTENF", "OPV", "OSS", "PLAN", "POS", "REG", "RESP",
    "RTINTENT", "RTRAD", "RTRECORD", "RTSEGANN", "RWV", "SM", "SMR", "SRF", "STAIN", "TEXTUREMAP", "TG", "VA", "XAPROTOCOL", "ANN", "ASMT",
}  # fmt: skip
"""Further kinds of the standard (PS3.3 C.7.3.1.1.1), none of them a chest film."""


def modality_of(dataset: FileDataset) -> tuple[str, bool]:
    """Return CR, DX or RG, and whether the SOP class had to say so.

    Raises:
        NotARadiograph: It is another kind of image, or nothing says which.
    """
    named = code(dataset, "Modality")
    if named in _PROJECTIONS:
        return named, False
    by_class = _BY_CLASS.get(uid(dataset, "SOPClassUID") or uid(dataset.file_meta, "MediaStorageSOPClassUID") or "")
    if by_class and named not in _NAMED.keys() | _OTHERS:
        return by_class, True
    what = "Neither Modality nor SOP class says that this is a radiograph"
    what = f"This is {_NAMED[named]}" if named in _NAMED else "This is no radiograph by its Modality tag" if named in _OTHERS else what
    raise NotARadiograph(RefusalCode.NOT_A_PROJECTION, f"{what}; send a plain radiograph (CR, DX, RG) of the chest.")
