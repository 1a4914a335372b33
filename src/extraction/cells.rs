//! The cells of workbooks, read by a worker.

use super::frame::Want;
use super::{Brought, Extractor, report};
use crate::text::Problem;
use crate::text::sheet::cells::Sheet;

impl Extractor {
    /// The cells of a workbook: waits for its turn, then at most as long as the settings say.
    ///
    /// # Errors
    /// Why there are none: not a workbook, locked, broken, larger than the limits, or the worker died on it.
    pub async fn cells(&self, name: &str, media_type: &str, bytes: &[u8]) -> Result<Vec<Sheet>, Problem> {
        let settings = &self.0.settings;
        let job = self.job((name, media_type, bytes).into(), Want::Cells);
        let size = job.size;
        if size > settings.file {
            return Err(Problem::TooLarge(format!("{size} bytes, at most {} are read", settings.file)));
        }
        let Ok(_turn) = self.0.turns.acquire().await else { return Err(Problem::Crashed) };
        match self.run(&job, bytes, &mut None).await {
            Ok(Brought::Cells(sheets)) => sheets,
            Ok(_) => Err(Problem::Crashed),
            Err(loss) => Err(report(&loss, size)),
        }
    }
}
