"""A group of fields of an admin form, drawn as Django's own template `admin/includes/fieldset.html` draws it.

That template asks some twenty questions of every field, and was a third of what the form of a story cost. A test
compares the two.
"""

from django import template
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def drawn_fieldset(context) -> SafeString:
    """The `fieldset` of the context, with the same words beside it as Django's template takes."""
    fieldset, level = context["fieldset"], context.get("heading_level") or 2
    names = (context.get(part, "") for part in ("prefix", "id_prefix", "id_suffix"))
    title_id = escape("{}-{}-{}-heading".format(*names))
    named_by, heading, ending = "", "", ""
    if fieldset.name:
        named_by = f' aria-labelledby="{title_id}"'
        name = conditional_escape(fieldset.name)
        heading = f'<h{level} id="{title_id}" class="fieldset-heading">{name}</h{level}>'
        if fieldset.is_collapsible:
            heading, ending = f"<details><summary>{heading}</summary>", "</details>"
    if fieldset.description:
        heading += f'\n<div class="description">{fieldset.description}</div>'
    lines = "\n".join(_line(line) for line in fieldset)
    classes = f"module aligned {conditional_escape(fieldset.classes)}"
    return mark_safe(  # noqa: S308 - every part is escaped, or HTML that our own screens bring
        f'<fieldset class="{classes}"{named_by}>\n{heading}\n{lines}\n{ending}</fieldset>'
    )


def _line(line) -> str:
    is_alone, fields = len(line.fields) == 1, list(line)
    classes = ["form-row"]
    if not is_alone:
        classes.append("flex-container form-multiline")
    if not line.has_visible_field:
        classes.append("hidden")
    drawn = "\n".join(_field(field, line.errors() if is_alone else None) for field in fields)
    classes += [f"field-{name}" for field in fields if (name := _of(field, "name"))]
    return f'<div class="{escape(" ".join(classes))}">\n{drawn}\n</div>'


def _field(field, line_errors) -> str:
    """One field; `line_errors` where it stands alone in its line, and its errors are those of the line."""
    is_alone, is_hidden = line_errors is not None, _of(field, "is_hidden")
    errors = line_errors if is_alone else "" if field.is_readonly else field.errors()
    classes = ["flex-container"]
    if errors:
        classes.append("errors")
    if not is_alone:
        classes.append("fieldBox")
        classes += [f"field-{name}"] if (name := _of(field, "name")) else []
        classes += ["hidden"] if is_hidden else []
    if field.is_checkbox:
        classes.append("checkbox-row")
    label, control = field.label_tag(), field.contents() if field.is_readonly else field.field
    parts = [f'<div class="{escape(" ".join(classes))}">']
    is_fieldset = not field.is_readonly and field.is_fieldset
    legend = "" if is_fieldset else label
    parts.append(f'<div class="checkbox">\n{control}\n{legend}\n</div>' if field.is_checkbox else legend)
    help_text, help_id = _of(field, "help_text"), f"{_of(field, 'id_for_label')}_helptext"
    if help_text:
        of = format_html(' id="{}"', help_id) if _of(field, "id_for_label") else ""
        parts.append(f'<div class="help{" hidden" if is_hidden else ""}"{of}>\n<div>{help_text}</div>\n</div>')
    parts.append(str(errors))
    if field.is_readonly:
        parts.append(f'<div class="readonly">{conditional_escape(control)}</div>')
    elif not field.is_checkbox:
        parts.append(str(control))
    html = "\n".join([*parts, "</div>"])
    if is_fieldset:
        described = format_html(' aria-describedby="{}"', help_id) if help_text else ""
        html = f"<fieldset{described}>{label}\n{html}\n</fieldset>"
    return html


def _of(field, name: str):
    """What the field says of itself; one that may only be read keeps it in a dict."""
    if field.is_readonly:
        return field.field.get(name, "")
    return getattr(field.field, name)
