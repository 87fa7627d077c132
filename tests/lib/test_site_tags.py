"""Template tags of the generators become Markdown, or stay in sight and are reported."""

import pytest

from flaskr.lib.site_tags import without_site_tags


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("{% highlight ruby linenos %}\nputs 1\n{% endhighlight %}", "```ruby\nputs 1\n```"),
        ("{% codeblock lang:js %}\na ``` b\n{% endcodeblock %}", "````js\na ``` b\n````"),
        ("{% raw %}{{ kept }} {% kept %}{% endraw %}", "{{ kept }} {% kept %}"),
        ("[a]({{ site.baseurl }}{% post_url 2024-01-31-x %})", "[a](/x/)"),
        ("[a]({% link _posts/2024-01-31-x.md %})", "[a](/x/)"),
        ("[a]({% link assets/x.pdf %})", "[a](/assets/x.pdf)"),
        ("[a]({% post_url 2020-01-01-version-1.2 %})", "[a](/version-1.2/)"),
        ('[a]({{ "/x/" | relative_url }})', "[a](/x/)"),
        ('{{< figure src="a.png" alt="b" title="c" >}}', '![b](a.png "c")'),
        ("{{< highlight go >}}\nx\n{{< /highlight >}}", "```go\nx\n```"),
        ("{{< youtube abcdefghijk >}}", "<https://www.youtube.com/watch?v=abcdefghijk>"),
        ('[a]({{< ref "posts/x.md#y" >}})', "[a](/x/#y)"),
        ("{% img left /a.png 30 40 'T' 'A' %}", '![A](/a.png "T")'),
        ("{% asset_img a.png Words %}", "![Words](a.png)"),
        ("{% blockquote Ana %}\na\nb\n{% endblockquote %}", "> a\n> b\n>\n> — Ana"),
        ("{% post_link x The title %}", "[The title](/x/)"),
        ("{% youtube abcdefghijk %}", "<https://www.youtube.com/watch?v=abcdefghijk>"),
        ("No tags, 100 % {sure}", "No tags, 100 % {sure}"),
    ],
)
def test_common_tags_become_markdown(source, markdown):
    text, notes = without_site_tags(source)
    assert text.strip() == markdown
    assert notes == ()


@pytest.mark.parametrize(
    ("source", "tag"),
    [
        ("{% include x.html %}", "{% include %}"),
        ('{{< tweet user="a" id="1" >}}', "{{< tweet >}}"),
        ("{{ page.title }}", "{{ page.title }}"),
        ("{% youtube %}", "{% youtube %}"),
    ],
)
def test_other_tags_stay_in_sight_and_are_reported(source, tag):
    text, (note,) = without_site_tags(source)
    assert text == source
    assert tag in note
