//! Memory that is free goes back to the system.

/// Tells the allocator how a program that handles large mails wants to be served. To be called before threads start.
///
/// Left alone, glibc keeps a reserve for every thread, and its reserves grow to twice the largest mail ever freed: a
/// daemon that needs 60 MB while it waits would hold 450 MB for good after its first backlog. A number that the
/// allocator does not take leaves it as it was.
#[cfg(target_env = "gnu")]
#[expect(unsafe_code, reason = "mallopt(3) sets three numbers of the allocator, here before any thread is started")]
pub fn give_back() {
    /// Allocations from this size on are mapped each by itself, and unmapped when freed.
    const MAPPED: i32 = 1 << 20;
    /// Free memory at the top of a heap that is kept.
    const KEPT: i32 = 4 << 20;
    // SAFETY: mallopt has no precondition but that no other thread allocates meanwhile.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 2);
        libc::mallopt(libc::M_MMAP_THRESHOLD, MAPPED);
        libc::mallopt(libc::M_TRIM_THRESHOLD, KEPT);
    }
}

/// Other allocators are left as they are.
#[cfg(not(target_env = "gnu"))]
pub fn give_back() {}
