/** The text with each character escaped, in at most `max` UTF-16 units. A cut is marked, and goes through no escape. */
export function escapedTo(max: number, text: string, escapeSign: (sign: string) => string): string {
  const whole = Array.from(text, (sign) => escapeSign(sign));
  if (whole.join('').length <= max) return whole.join('');
  let kept = '';
  for (const sign of whole) {
    if (kept.length + sign.length >= max) break;
    kept += sign;
  }
  return `${kept}…`;
}
