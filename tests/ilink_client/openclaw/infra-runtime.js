import os from "node:os";

export const resolvePreferredOpenClawTmpDir = () => process.env.OPENCLAW_STATE_DIR ?? os.tmpdir();
export const withFileLock = (_path, _options, work) => work();
