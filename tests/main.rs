//! All scenes of the project, in one binary so that the harness is compiled once.
