"""What a theme sees of a picture."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Picture:
    """A picture in several widths, for an `<img>`."""

    src: str = field(metadata={"help": "Where the original is."})
    srcset: str = field(metadata={"help": "Its smaller WebP variants with their widths, or empty."})
    sizes: str = field(metadata={"help": "How wide it is shown, for choosing among `srcset`."})
    width: int | None = field(metadata={"help": "The original’s width in pixels."})
    height: int | None = field(metadata={"help": "The original’s height in pixels."})
    focal_point: str = field(
        metadata={"help": "The point that no crop may lose, such as top-left, or center."}
    )
    alt: str = field(metadata={"help": "What it shows, in words; may be empty."})
