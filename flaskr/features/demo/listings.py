"""Code for large samples: short listings in languages that the highlighter knows."""

from random import Random

from flaskr.features.demo.lexicon import Lexicon

_PYTHON = """\
```python
def {a}_{b}({c}: int, {d}: str = "{e}") -> str:
    \"\"\"Return the {a} of {c}.\"\"\"
    for {b} in range({c}):
        if {b} % {n} == 0:
            {d} += f"{{{b}}} {e}"
    return {d}
```"""
_SHELL = """\
```sh
# {a} {b} {c}
for {a} in *.{b}; do
    grep -c "{c}" "${a}" >> {d}.log && echo "{e}"
done
```"""
_JSON = """\
```json
{{
  "{a}": {n},
  "{b}": ["{c}", "{d}"],
  "{e}": null
}}
```"""
_SQL = """\
```sql
SELECT {a}, count(*) AS {b}
FROM {c} JOIN {d} ON {d}.id = {c}.{d}_id
WHERE {a} > {n} GROUP BY {a} ORDER BY {b} DESC;
```"""


def listing(rng: Random, lexicon: Lexicon) -> str:
    """Write some code in a fenced block."""
    a, b, c, d, e = (word.encode("ascii", "ignore").decode() for word in lexicon.some(rng, 5))
    form = rng.choice((_PYTHON, _SHELL, _JSON, _SQL))
    return form.format(a=a, b=b, c=c, d=d, e=e, n=rng.randrange(2, 99))
