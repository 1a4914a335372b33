//! The five plans as offices run them: every obligation and meeting that they state has a scene that proves it on a
//! shipped sample office, and whole years are replayed against lists written by hand.

mod dang_uy_khoi;
mod desk;
mod ha_khe;
mod khanh_hai;
mod office;
mod post;
mod samples;
mod table;
mod van_son;
mod years;
