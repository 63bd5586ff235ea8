// Shows the pictures themselves in the lists from which one is chosen.
"use strict";
{
  const $ = django.jQuery;

  const row = (select) => (choice) => {
    if (!choice.id) return choice.text;
    const line = document.createElement("span");
    line.className = "photo-choice";
    const image = document.createElement("img");
    image.src = select.dataset.thumbnail.replace("/0/", `/${encodeURIComponent(choice.id)}/`);
    image.alt = "";
    line.append(image, choice.text);
    return $(line);
  };

  $(() => {
    $(".photo-select").not("[name*=__prefix__]").each((_, select) => {
      $(select).select2({
        ajax: {
          data: ({ term, page }) => ({
            term, page,
            app_label: select.dataset.appLabel,
            model_name: select.dataset.modelName,
            field_name: select.dataset.fieldName,
          }),
        },
        templateResult: row(select),
        templateSelection: row(select),
      });
    });
  });
}
