//! How a camera was held. A JPEG may say in its Exif data that it is to be turned before it is shown, and
//! browsers do so; its pixels then lie on their side.

/// Whether the picture is shown turned by a quarter, so that its width is its height (Exif 2.32,
/// Orientation 5 to 8).
pub fn is_turned(jpeg: &[u8]) -> bool {
    exif_of(jpeg).and_then(orientation).is_some_and(|value| (5..=8).contains(&value))
}

/// The TIFF structure within the first Exif segment.
fn exif_of(jpeg: &[u8]) -> Option<&[u8]> {
    let mut rest = jpeg.strip_prefix(&[0xff, 0xd8])?;
    loop {
        let [0xff, marker, high, low, ..] = *rest else { return None };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let segment = rest.get(4..2 + length)?;
        match (marker, segment.strip_prefix(b"Exif\0\0")) {
            (0xe1, Some(tiff)) => return Some(tiff),
            // The pixels begin.
            (0xda, _) => return None,
            _ => rest = rest.get(2 + length..)?,
        }
    }
}

fn orientation(tiff: &[u8]) -> Option<u16> {
    const TAG: u16 = 0x0112;
    let is_little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = [*tiff.get(at)?, *tiff.get(at.checked_add(1)?)?];
        Some(if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let halves = (u32::from(short(4)?), u32::from(short(6)?));
    let offset = if is_little { halves.1 << 16 | halves.0 } else { halves.0 << 16 | halves.1 };
    let directory = usize::try_from(offset).ok()?;
    let entries = usize::from(short(directory)?);
    let entry = |index: usize| directory.checked_add(2 + 12 * index);
    let found = (0..entries).filter_map(entry).find(|at| short(*at) == Some(TAG))?;
    short(found.checked_add(8)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn jpeg(little: bool, value: u16) -> Vec<u8> {
        let short = |number: u16| if little { number.to_le_bytes() } else { number.to_be_bytes() };
        let long = |number: u32| if little { number.to_le_bytes() } else { number.to_be_bytes() };
        let mut tiff = if little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
        tiff.extend(long(8));
        tiff.extend(short(2));
        for (tag, value) in [(0x010f, 7), (0x0112, value)] {
            tiff.extend(short(tag));
            tiff.extend(short(3));
            tiff.extend(long(1));
            tiff.extend(short(value));
            tiff.extend([0, 0]);
        }
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xe1];
        bytes.extend(u16::try_from(8 + tiff.len()).unwrap().to_be_bytes());
        bytes.extend(b"Exif\0\0");
        bytes.extend(tiff);
        bytes
    }

    #[test]
    fn a_picture_is_turned_when_its_camera_was_held_upright() {
        for value in 0..=9 {
            for little in [true, false] {
                assert_eq!(is_turned(&jpeg(little, value)), (5..=8).contains(&value), "{value}");
            }
        }
        assert!(!is_turned(b"\xff\xd8\xff\xda\0\x02Exif"));
        assert!(!is_turned(b"\x89PNG"));
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(cut in 0usize..80, at in 0usize..80, byte: u8) {
            let mut bytes = jpeg(true, 6);
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
            }
            bytes.truncate(cut);
            is_turned(&bytes);
        }
    }
}
