//! Two plots as SVG: the time of a login over its window, and one login beside peers. Plain shapes and text, so that a
//! difference between two runs can be read.

use core::fmt::Write as _;

/// A drawing's size, and the frame within it that is drawn in.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 690.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 345.0;

/// A line of a plot.
#[derive(Debug)]
pub(crate) struct Series<'a> {
    pub(crate) name: &'a str,
    pub(crate) color: &'a str,
    /// Whether something was measured there, or it is only a line to compare with.
    pub(crate) dots: bool,
    pub(crate) points: Vec<(f64, f64)>,
}

/// Lines over numbers, both axes from zero.
pub(crate) fn lines(title: &str, below: &str, beside: &str, series: &[Series<'_>]) -> String {
    let points = || series.iter().flat_map(|one| &one.points);
    let (last, step) = axis(points().map(|(x, _)| *x).fold(0.0, f64::max));
    let (highest, rise) = axis(points().map(|(_, y)| *y).fold(0.0, f64::max));
    let x_of = |x: f64| LEFT + (RIGHT - LEFT) * x / last;
    let y_of = |y: f64| BOTTOM - (BOTTOM - TOP) * y / highest;

    let mut drawing = begun(title);
    for x in marks(last, step) {
        text(&mut drawing, x_of(x), BOTTOM + 18.0, "middle", &format!("{x}"));
    }
    for y in marks(highest, rise) {
        let at = y_of(y);
        let _ = writeln!(drawing, r##"<path d="M{LEFT} {at:.1}H{RIGHT}" stroke="#ddd"/>"##);
        text(&mut drawing, LEFT - 8.0, at + 4.0, "end", &format!("{y}"));
    }
    text(&mut drawing, (LEFT + RIGHT) / 2.0, BOTTOM + 40.0, "middle", below);
    text(&mut drawing, LEFT, TOP - 12.0, "middle", beside);
    for (index, Series { name, color, dots, points }) in (0_u8..).zip(series) {
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{:.1} {:.1}", x_of(*x), y_of(*y))).collect();
        let _ = writeln!(drawing, r#"<path d="M{}" fill="none" stroke="{color}" stroke-width="2"/>"#, path.join("L"));
        for (x, y) in points.iter().filter(|_| *dots) {
            let _ = writeln!(drawing, r#"<circle cx="{:.1}" cy="{:.1}" r="3" fill="{color}"/>"#, x_of(*x), y_of(*y));
        }
        let at = TOP + 14.0 + 20.0 * f64::from(index);
        let _ = writeln!(drawing, r#"<path d="M{} {at}h24" stroke="{color}" stroke-width="2"/>"#, LEFT + 16.0);
        text(&mut drawing, LEFT + 48.0, at + 4.0, "start", name);
    }
    drawing + "</svg>\n"
}

/// A bar for each name and number of nanoseconds. One that is more than three times the next is broken off.
pub(crate) fn bars(title: &str, rows: &[(&str, f64, bool)]) -> String {
    let mut lengths: Vec<f64> = rows.iter().map(|(_, length, _)| *length).collect();
    lengths.sort_by(f64::total_cmp);
    let longest = match lengths.as_slice() {
        [.., next, last] if *last > 3.0 * next => 1.3 * next,
        [.., last] => *last,
        [] => 1.0,
    };
    let (left, room) = (230.0, 380.0);
    let mut drawing = begun(title);
    for (index, (name, length, ours)) in (0_u8..).zip(rows) {
        let top = TOP + 10.0 + 46.0 * f64::from(index);
        let (width, color) = (room * (length / longest).min(1.0), if *ours { OURS } else { OTHERS });
        let _ = writeln!(drawing, r#"<rect x="{left}" y="{top}" width="{width:.1}" height="28" fill="{color}"/>"#);
        if *length > longest {
            let at = left + width - 40.0;
            let _ = writeln!(drawing, r##"<path d="M{at:.1} {top}l8 28h10l-8 -28z" fill="#fff"/>"##);
        }
        text(&mut drawing, left - 10.0, top + 19.0, "end", name);
        text(&mut drawing, left + width + 8.0, top + 19.0, "start", &format!("{length:.0} ns"));
    }
    drawing + "</svg>\n"
}

pub(crate) const OURS: &str = "#1f6feb";
pub(crate) const OTHERS: &str = "#8b949e";
pub(crate) const FLOOR: &str = "#d4760a";

fn begun(title: &str) -> String {
    let mut drawing = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"13\">\n<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n"
    );
    let _ = writeln!(drawing, r#"<text x="{}" y="22" text-anchor="middle" font-size="15">{title}</text>"#, WIDTH / 2.0);
    drawing
}

fn text(drawing: &mut String, x: f64, y: f64, anchor: &str, text: &str) {
    let _ = writeln!(drawing, r##"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}" fill="#333">{text}</text>"##);
}

/// Where an axis ends that has room for a number, and how far its marks are apart: 1, 2 or 5 times a power of ten.
fn axis(highest: f64) -> (f64, f64) {
    let power = 10_f64.powf((highest / 5.0).log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|times| times * power).into_iter().find(|step| highest / step <= 6.0);
    let step = step.unwrap_or(highest);
    ((highest / step).ceil() * step, step)
}

fn marks(last: f64, step: f64) -> impl Iterator<Item = f64> {
    (0_u8..).map(move |count| f64::from(count) * step).take_while(move |mark| *mark <= last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axis_has_room_and_round_marks() {
        for (highest, end, step) in [(101.0, 120.0, 20.0), (7.4, 8.0, 2.0), (50.0, 50.0, 10.0), (0.9, 1.0, 0.2)] {
            let (ends, steps) = axis(highest);
            assert!((ends - end).abs() < 1e-9 && (steps - step).abs() < 1e-9, "{highest}: {ends} {steps}");
        }
    }

    #[test]
    fn a_bar_far_longer_than_the_others_is_broken_off() {
        let drawn = bars("t", &[("a", 100.0, true), ("b", 120.0, false), ("c", 9000.0, false)]);
        assert_eq!(drawn.matches("<rect").count(), 4);
        assert_eq!(drawn.matches("l8 28h10").count(), 1);
    }
}
