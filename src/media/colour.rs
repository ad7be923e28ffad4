//! The colour behind a picture while it loads.

use std::collections::HashMap;
use std::io::Cursor;

use png::Transformations;

/// Shown behind pictures whose pixels could not be looked at.
pub const FALLBACK_COLOUR: &str = "#e4ded4";

/// The most common colour of a small PNG as `#rrggbb`: neighbours are counted together, and the
/// winners averaged. Transparent pixels do not count. `None` when it is no PNG.
pub fn dominant_colour(png: &[u8]) -> Option<String> {
    let mut decoder = png::Decoder::new(Cursor::new(png));
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut pixels).ok()?;
    let samples = frame.color_type.samples();
    let pixels = pixels.get(..frame.buffer_size())?;
    Some(most_common(pixels.chunks_exact(samples).filter_map(opaque)))
}

fn opaque(pixel: &[u8]) -> Option<[u8; 3]> {
    match *pixel {
        [grey] | [grey, 128..=255] => Some([grey; 3]),
        [red, green, blue] | [red, green, blue, 128..=255] => Some([red, green, blue]),
        _ => None,
    }
}

fn most_common(pixels: impl Iterator<Item = [u8; 3]>) -> String {
    let mut buckets: HashMap<[u8; 3], [u64; 4]> = HashMap::new();
    for pixel in pixels {
        let [red, green, blue] = pixel;
        let bucket = buckets.entry(pixel.map(|value| value / 32)).or_default();
        for (sum, value) in bucket.iter_mut().zip([1, red, green, blue]) {
            *sum += u64::from(value);
        }
    }
    let winner = buckets.into_iter().max_by_key(|(key, [count, ..])| (*count, *key));
    match winner {
        Some((_, [count, red, green, blue])) if count > 0 => {
            format!("#{:02x}{:02x}{:02x}", red / count, green / count, blue / count)
        }
        _ => FALLBACK_COLOUR.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(color: png::ColorType, pixels: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let width = u32::try_from(pixels.len() / color.samples()).unwrap();
        let mut encoder = png::Encoder::new(&mut bytes, width, 1);
        encoder.set_color(color);
        encoder.write_header().unwrap().write_image_data(pixels).unwrap();
        bytes
    }

    #[test]
    fn the_colour_is_that_of_most_pixels_not_their_mean() {
        let mut pixels = [200, 100, 50].repeat(6);
        pixels.extend([0, 0, 0].repeat(4));
        let colour = dominant_colour(&png(png::ColorType::Rgb, &pixels));
        assert_eq!(colour.as_deref(), Some("#c86432"));
    }

    #[test]
    fn transparent_pixels_do_not_count() {
        let pixels = [[0, 0, 0, 0].repeat(9), [10, 200, 30, 255].repeat(2)].concat();
        let colour = dominant_colour(&png(png::ColorType::Rgba, &pixels));
        assert_eq!(colour.as_deref(), Some("#0ac81e"));
        let nothing = dominant_colour(&png(png::ColorType::Rgba, &[0; 8]));
        assert_eq!(nothing.as_deref(), Some(FALLBACK_COLOUR));
        assert_eq!(dominant_colour(b"no picture"), None);
    }
}
