"""Pictures on pages, and the Markdown that places them."""

from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.media import pictures
from flaskr.features.media.models import Media
from flaskr.lib import markdown
from tests.features.media import samples


def test_a_picture_offers_its_variants(core: Core, ana: User) -> None:
    media = samples.uploaded(core, samples.photo(), "photo.jpg", by=ana.actor, alt="A lake")
    shown = pictures.picture(media, sizes="50vw")
    stem = media.key.removesuffix(".jpg")
    assert (shown.src, shown.width, shown.height) == (f"/media/{media.key}", 900, 600)
    assert (shown.alt, shown.sizes) == ("A lake", "50vw")
    assert shown.srcset == ", ".join(f"/media/{stem}.w{w}.webp {w}w" for w in (400, 800, 900))
    assert pictures.picture(media, alt="").alt == ""


def test_the_original_is_offered_where_it_is_the_smaller_file() -> None:
    media = Media(key="ab/cd.png", mime="image/png", width=900, height=600, widths=[400])
    assert pictures.srcset(media) == "/media/ab/cd.w400.webp 400w, /media/ab/cd.png 900w"
    media.widths = []
    assert pictures.srcset(media) == ""


def test_a_text_shows_our_pictures_with_their_size_and_leaves_others_alone(
    core: Core, ana: User
) -> None:
    media = samples.uploaded(core, samples.photo(), "photo.jpg", by=ana.actor)
    source = f"![Lake]({media.url})\n\n![](https://example.org/a.png)\n\n![](/media/ab/none.jpg)"
    source += f"\n\n![]({media.key})"
    with core.db.reading() as db:
        html = markdown.render(source, image=pictures.image_attributes(db)).html
    ours, others, unknown, relative = html.strip().split("\n")
    assert f'src="{media.url}"' in ours
    assert 'width="900" height="600"' in ours
    assert f"/media/{media.variant_key(400)} 400w" in ours
    assert 'alt="Lake"' in ours
    assert "srcset" not in others
    assert "width" not in unknown
    assert "width" not in relative


def test_the_markdown_to_paste_comes_out_as_it_was_meant(core: Core, ana: User) -> None:
    media = samples.uploaded(core, samples.photo(), "photo.jpg", by=ana.actor)
    media.alt, media.caption = "An [odd] *text* \\ <b>", 'A "quoted" line'
    html = markdown.render(pictures.markdown(media)).html
    assert 'alt="An [odd] *text* \\ &lt;b&gt;"' in html
    assert '<figcaption>A "quoted" line</figcaption>' in html


def test_files_become_links_and_sound_a_player(core: Core, ana: User) -> None:
    plan = samples.uploaded(core, samples.PDF, "Plan [1].pdf", by=ana.actor)
    talk = samples.uploaded(core, samples.MP3, "talk.mp3", by=ana.actor)
    link = markdown.render(pictures.markdown(plan)).html
    assert f'href="{plan.url}"' in link
    assert ">Plan [1].pdf</a>" in link
    player = markdown.render(pictures.markdown(talk)).html
    assert "<audio " in player
    assert "controls" in player
    assert f'src="{talk.url}"' in player
