package org.periapsis.embedded.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.periapsis.embedded.LoopbackPort;
import org.periapsis.embedded.PrivateFiles;

/** The server's two configuration files, written anew at every start, so that they are always these. */
final class PostgresFiles {

    private PostgresFiles() {}

    static void write(Path data, int port, boolean durable) throws IOException {
        PrivateFiles.write(data.resolve("postgresql.conf"), settings(port, durable));
        PrivateFiles.write(data.resolve("pg_hba.conf"), access());
        Files.deleteIfExists(data.resolve("postgresql.auto.conf.tmp"));
    }

    /** Nobody gets in without a password; there is no Unix socket at all. */
    private static String access() {
        return "host all all " + LoopbackPort.HOST + "/32 scram-sha-256\n";
    }

    private static String settings(int port, boolean durable) {
        return """
                listen_addresses = '%s'
                port = %d
                unix_socket_directories = ''
                password_encryption = 'scram-sha-256'
                max_connections = 150
                shared_buffers = '96MB'
                huge_pages = off
                work_mem = '8MB'
                maintenance_work_mem = '64MB'
                effective_cache_size = '512MB'
                random_page_cost = 1.1
                jit = off
                max_worker_processes = 4
                max_parallel_workers_per_gather = 0
                autovacuum_max_workers = 2
                wal_level = minimal
                max_wal_senders = 0
                max_wal_size = '512MB'
                min_wal_size = '64MB'
                checkpoint_timeout = '10min'
                synchronous_commit = on
                fsync = %s
                full_page_writes = on
                timezone = 'UTC'
                log_timezone = 'UTC'
                log_min_messages = warning
                log_line_prefix = '%%m [%%p] %%q%%u@%%d '
                default_text_search_config = 'pg_catalog.english'
                """
                .formatted(LoopbackPort.HOST, port, durable ? "on" : "off");
    }
}
