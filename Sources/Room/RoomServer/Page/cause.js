// Why sharing could not begin, or ended.

/** `reason` is one of the causes of Documentation/Causes.md, `details` what its text mentions. */
export class Cause extends Error {
  constructor(reason, details = {}) {
    super(reason);
    this.reason = reason;
    this.details = details;
  }
}
