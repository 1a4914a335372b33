//! Scenes.

use super::*;

#[test]
fn the_sample_offices_load_without_a_fault() {
    for sample in sample::SAMPLES {
        let folder = tempfile::tempdir().unwrap();
        sample::write(sample.name, folder.path()).unwrap();
        match load(folder.path()) {
            Ok(loaded) => {
                let lines: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
                println!("{}", lines.join("\n"));
            }
            Err(faults) => panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
        }
    }
}
