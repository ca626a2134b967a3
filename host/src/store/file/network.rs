//! Which file systems are refused, by name: those on a network, where a lock may guard nothing and a rename may not be
//! durable, and those in user space, which may be either. Known on Linux; elsewhere nothing is refused.

use std::os::fd::OwnedFd;

use rustix::io::Errno;
#[cfg(target_os = "linux")]
use rustix::io::retry_on_intr;

/// The name of the folder's file system if it is one that is refused.
#[cfg(target_os = "linux")]
pub(super) fn file_system(folder: &OwnedFd) -> Result<Option<&'static str>, Errno> {
    let kind = retry_on_intr(|| rustix::fs::fstatfs(folder))?.f_type;
    // The magic numbers are 32 bits wide in a word whose width and sign depend on the platform.
    Ok(name_of(u32::try_from(i128::from(kind) & 0xffff_ffff).unwrap_or(0)))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn file_system(_folder: &OwnedFd) -> Result<Option<&'static str>, Errno> {
    Ok(None)
}

/// The magic numbers of statfs(2).
#[cfg(target_os = "linux")]
const fn name_of(magic: u32) -> Option<&'static str> {
    Some(match magic {
        0x0000_6969 => "NFS",
        0x0000_517b => "SMB",
        0xff53_4d42 => "CIFS",
        0xfe53_4d42 => "SMB 2",
        0x5346_414f => "AFS",
        0x6b41_4653 => "kAFS",
        0x0102_1997 => "9P",
        0x00c3_6400 => "Ceph",
        0x0bd0_0bd0 => "Lustre",
        0x4750_4653 => "GPFS",
        0x0116_1970 => "GFS2",
        0x7461_636f => "OCFS2",
        0x7375_7245 => "Coda",
        0x0000_564c => "NCP",
        0x2003_0528 => "OrangeFS",
        0x1983_0326 => "BeeGFS",
        0x6573_5546 => "FUSE",
        0x786f_4256 => "VirtualBox shared folders",
        0xbacb_acbc => "VMware shared folders",
        _ => return None,
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::name_of;

    #[test]
    fn file_systems_on_a_network_are_refused_and_local_ones_are_not() {
        // statfs(2), and <linux/magic.h> and the file systems' own sources for what is not there.
        for (magic, name) in [
            (0x6969, "NFS"),
            (0x517b, "SMB"),
            (0xff53_4d42, "CIFS"),
            (0xfe53_4d42, "SMB 2"),
            (0x5346_414f, "AFS"),
            (0x6b41_4653, "kAFS"),
            (0x0102_1997, "9P"),
            (0x00c3_6400, "Ceph"),
            (0x0bd0_0bd0, "Lustre"),
            (0x4750_4653, "GPFS"),
            (0x0116_1970, "GFS2"),
            (0x7461_636f, "OCFS2"),
            (0x7375_7245, "Coda"),
            (0x564c, "NCP"),
            (0x2003_0528, "OrangeFS"),
            (0x1983_0326, "BeeGFS"),
            (0x6573_5546, "FUSE"),
            (0x786f_4256, "VirtualBox shared folders"),
            (0xbacb_acbc, "VMware shared folders"),
        ] {
            assert_eq!(name_of(magic), Some(name));
        }
        // ext4, XFS, Btrfs, tmpfs, overlay, ZFS, F2FS.
        for magic in [0xef53, 0x5846_5342, 0x9123_683e, 0x0102_1994, 0x794c_7630, 0x2fc1_2fc1, 0xf2f5_2010] {
            assert_eq!(name_of(magic), None);
        }
    }
}
