// What a person typed into a form: read out, and put back. Never passwords, files, hidden fields or data-draft-skip.
export const kept = (field) =>
  field.name &&
  !field.disabled &&
  !field.matches("[type=hidden], [type=password], [type=file], [type=submit], [data-draft-skip]");
export const tickable = (field) => field.matches("[type=checkbox], [type=radio]");

export function typed(form) {
  return [...form.elements]
    .filter(kept)
    .map((field) => [field.name, tickable(field) ? [field.value, field.checked] : field.value]);
}

// Whether it changed anything.
export function put(form, [name, value]) {
  const fields = [...form.elements].filter((field) => field.name === name && kept(field));
  if (Array.isArray(value)) {
    const box = fields.find((field) => field.value === value[0]);
    if (!box || box.checked === value[1]) return false;
    box.checked = value[1];
    return true;
  }
  const [field] = fields;
  if (!field || field.value === value) return false;
  field.value = value;
  return true;
}
