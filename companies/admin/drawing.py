"""Draws the controls of a form without a template for each.

Django makes every control, option, label and list of attributes from a template of its own: some three hundred for the
form of a story, a third of what that page cost. Here the common ones are a line of Python each with the same outcome,
and a test compares them with Django's templates. All others go their usual way. Named in the settings.
"""

from django.forms.renderers import DjangoTemplates
from django.templatetags.static import static
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeData, mark_safe
from django.utils.translation import gettext


class Drawing(DjangoTemplates):
    """The renderer of forms."""

    def render(self, template_name, context, request=None):
        draw = _DRAWN.get(template_name)
        html = draw(context) if draw else None
        return super().render(template_name, context, request) if html is None else mark_safe(html)  # noqa: S308


def _plain(value) -> str:
    """As the templates' `stringformat:"s"` prints it."""
    return value if isinstance(value, SafeData) else escape(value)


def attributes(attrs: dict) -> str:
    """With a blank before each: ` id="id_headline" required`."""
    return "".join(
        f" {conditional_escape(name)}" if value is True else f' {conditional_escape(name)}="{_plain(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(context) -> str:
    return _input_of(context["widget"])


def _input_of(widget: dict) -> str:
    value = "" if widget["value"] is None else f' value="{_plain(widget["value"])}"'
    name = conditional_escape(widget["name"])
    return f'<input type="{widget["type"]}" name="{name}"{value}{attributes(widget["attrs"])}>'


def _textarea(context) -> str:
    widget = context["widget"]
    name, text = conditional_escape(widget["name"]), conditional_escape(widget["value"] or "")
    return f'<textarea name="{name}"{attributes(widget["attrs"])}>\n{text}</textarea>'


def _select(context) -> str | None:
    widget = context["widget"]
    html = [f'<select name="{conditional_escape(widget["name"])}"{attributes(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            html.append(f'<optgroup label="{conditional_escape(group)}">')
        for option in options:
            if option["template_name"] != _OPTION:
                return None
            html.append(_option(option))
        if group:
            html.append("</optgroup>")
    return "\n".join([*html, "</select>"])


def _option(option: dict) -> str:
    value, label = _plain(option["value"]), conditional_escape(option["label"])
    return f'<option value="{value}"{attributes(option["attrs"])}>{label}</option>'


def _label(context) -> str:
    label = conditional_escape(context["label"])
    if not context["use_tag"]:
        return label
    return f"<{context['tag']}{attributes(context['attrs'])}>{label}</{context['tag']}>"


def _no_errors(context) -> str | None:
    return None if context["errors"] else ""


# The admin's own


def _date(context) -> str:
    return f'<p class="date">\n{_input(context)}\n</p>'


def _time(context) -> str:
    return f'<p class="time">\n{_input(context)}\n</p>'


def _moment(context) -> str | None:
    parts = context["widget"]["subwidgets"]
    if [part["template_name"] for part in parts] != [_DATE, _TIME] or not context["widget"]["attrs"].get("id"):
        return None
    labels = context["date_label"], context["time_label"]
    lines = [
        f'<label for="{_plain(part["attrs"]["id"])}">{conditional_escape(label)}</label> {_input_of(part)}'
        for part, label in zip(parts, labels, strict=True)
    ]
    return '<p class="datetime">\n' + "<br>\n".join(lines) + "\n</p>"


def _with_plus(context) -> str | None:
    """A choice with at most a “+” beside it, which is all that our screens have."""
    if any(context[f"can_{what}_related"] for what in ("change", "delete", "view")):
        return None
    model = "" if context["model_has_limit_choices_to"] else f'data-model-ref="{escape(context["model_name"])}"'
    plus = ""
    if context["can_add_related"] and not context["is_hidden"]:
        title = escape(gettext("Add another %(model)s") % {"model": context["model"]})
        plus = (
            f'<a class="related-widget-wrapper-link add-related" id="add_id_{escape(context["name"])}" '
            f'data-popup="yes" href="{escape(context["add_related_url"])}?{escape(context["url_params"])}" '
            f'title="{title}">\n<img src="{escape(static("admin/img/icon-addlink.svg"))}" alt="" width="24" '
            'height="24">\n</a>'
        )
    return f'<div class="related-widget-wrapper" {model}>\n{context["rendered_widget"]}\n{plus}\n</div>'


_OPTION, _DATE, _TIME = (f"django/forms/widgets/{name}.html" for name in ("select_option", "date", "time"))
_INPUTS = ("input", "text", "number", "email", "url", "password", "hidden", "date", "time", "datetime", "checkbox")
_DRAWN = {
    **{f"django/forms/widgets/{name}.html": _input for name in _INPUTS},
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
    "django/forms/label.html": _label,
    "django/forms/errors/list/default.html": _no_errors,
    "django/forms/errors/list/ul.html": _no_errors,
    "admin/widgets/date.html": _date,
    "admin/widgets/time.html": _time,
    "admin/widgets/split_datetime.html": _moment,
    "admin/widgets/related_widget_wrapper.html": _with_plus,
}
