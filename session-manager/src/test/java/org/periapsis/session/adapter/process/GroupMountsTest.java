package org.periapsis.session.adapter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where groups are made, by what the kernel says of mounts and memberships. Directories stand in for version 2's. */
class GroupMountsTest {

    @TempDir
    private Path directory;

    @Test
    void ofVersionOneEachControllerHasItsHierarchy() throws Exception {
        GroupMounts mounts = GroupMounts.of(
                List.of(
                        "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct",
                        "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory",
                        "39 31 0:36 /docker/abc /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids",
                        "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw",
                        "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw"),
                List.of(
                        "8:pids:/docker/abc",
                        "4:memory:/system.slice/periapsis.service",
                        "2:cpuacct,cpu:/",
                        "1:name=systemd:/x",
                        "0::/y"));

        assertThat(mounts.own("memory")).isEqualTo(Path.of("/sys/fs/cgroup/memory/system.slice/periapsis.service"));
        assertThat(mounts.own("cpu")).isEqualTo(Path.of("/sys/fs/cgroup/cpu,cpuacct"));
        assertThat(mounts.own("pids")).isEqualTo(Path.of("/sys/fs/cgroup/pids"));
    }

    @Test
    void ofVersionTwoThePlatformMakesWayInItsOwnGroup() throws Exception {
        Path own = Files.createDirectories(directory.resolve("periapsis.service"));
        Path leaf = Files.createDirectories(own.resolve("periapsis-agent"));
        Files.writeString(own.resolve("cgroup.controllers"), "cpuset cpu io memory pids\n");
        Path enabled = Files.writeString(own.resolve("cgroup.subtree_control"), "\n");
        Path members = Files.writeString(
                own.resolve("cgroup.procs"), ProcessHandle.current().pid() + "\n");
        Path moved = Files.writeString(leaf.resolve("cgroup.procs"), "");
        List<String> mounted = List.of("41 31 0:38 / " + directory + " rw,relatime - cgroup2 cgroup2 rw");

        assertThat(GroupMounts.of(mounted, List.of("0::/periapsis.service")).own("memory"))
                .isEqualTo(own);
        assertThat(moved)
                .content()
                .isEqualTo(Long.toString(ProcessHandle.current().pid()));
        assertThat(enabled).content().startsWith("+memory");
        // A second agent of this process finds it moved already.
        assertThat(GroupMounts.of(mounted, List.of("0::/periapsis.service/periapsis-agent"))
                        .own("memory"))
                .isEqualTo(own);

        Files.writeString(members, "1\n" + ProcessHandle.current().pid() + "\n");
        assertThatThrownBy(() -> GroupMounts.of(mounted, List.of("0::/periapsis.service"))
                        .own("pids"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Delegate=yes");
        assertThatThrownBy(() -> GroupMounts.of(mounted, List.of("0::/periapsis.service"))
                        .own("hugetlb"))
                .hasMessageContaining("not been given");
        assertThatThrownBy(() -> GroupMounts.of(List.of(), List.of()).own("memory"))
                .hasMessageContaining("no control groups");
    }
}
