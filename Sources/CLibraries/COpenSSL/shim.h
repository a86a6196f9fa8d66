#pragma once

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/srtp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

// EVP_EC_gen is a macro over a variadic function.
static inline EVP_PKEY *diascope_generate_p256(void) { return EVP_EC_gen("P-256"); }

// The rest are macros over the ctrl functions, or name a constant behind a cast.
static inline int diascope_ctx_require_dtls12(SSL_CTX *ctx) {
    return SSL_CTX_set_min_proto_version(ctx, DTLS1_2_VERSION) && SSL_CTX_set_max_proto_version(ctx, DTLS1_2_VERSION);
}
static inline int diascope_ctx_set_groups(SSL_CTX *ctx, const char *list) { return SSL_CTX_set1_groups_list(ctx, list); }
static inline void diascope_ctx_disable_session_cache(SSL_CTX *ctx) { SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF); }
static inline void diascope_ctx_set_options(SSL_CTX *ctx) {
    SSL_CTX_set_options(ctx, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION);
}
static inline long diascope_ssl_set_mtu(SSL *ssl, long mtu) { return SSL_set_mtu(ssl, mtu); }
static inline long diascope_ssl_get_timeout(SSL *ssl, struct timeval *left) { return DTLSv1_get_timeout(ssl, left); }
static inline long diascope_ssl_handle_timeout(SSL *ssl) { return DTLSv1_handle_timeout(ssl); }
static inline void diascope_bio_set_retry_read(BIO *bio) { BIO_set_retry_read(bio); }
static inline void diascope_bio_clear_retry(BIO *bio) { BIO_clear_retry_flags(bio); }
static inline long diascope_bio_memory(BIO *bio, char **start) { return BIO_get_mem_data(bio, start); }
static inline void diascope_free(void *memory) { OPENSSL_free(memory); }

// A server's certificates and who is to vouch for them: stacks are macros.
struct diascope_chain {
    X509_STORE *authorities;
    STACK_OF(X509) *certificates;
};
static inline void diascope_chain_free(struct diascope_chain *chain) {
    X509_STORE_free(chain->authorities);
    sk_X509_pop_free(chain->certificates, X509_free);
    free(chain);
}
static inline struct diascope_chain *diascope_chain_new(void) {
    struct diascope_chain *chain = calloc(1, sizeof(*chain));
    if (!chain) return NULL;
    chain->authorities = X509_STORE_new();
    chain->certificates = sk_X509_new_null();
    if (chain->authorities && chain->certificates) return chain;
    diascope_chain_free(chain);
    return NULL;
}
static inline int diascope_chain_add(struct diascope_chain *chain, const unsigned char *der, size_t length) {
    const unsigned char *end = der;
    X509 *certificate = length <= 65536 ? d2i_X509(NULL, &end, (long)length) : NULL;
    if (certificate && sk_X509_push(chain->certificates, certificate) > 0) return 1;
    X509_free(certificate);
    return 0;
}
static inline int diascope_chain_trust(struct diascope_chain *chain, const char *file) {
    return X509_STORE_load_file(chain->authorities, file);
}
static inline int diascope_chain_trust_system(struct diascope_chain *chain) {
    return X509_STORE_set_default_paths(chain->authorities);
}
// When the server's own certificate begins, in seconds since 1970.
static inline int diascope_chain_start(struct diascope_chain *chain, int64_t *seconds) {
    struct tm start;
    X509 *own = sk_X509_value(chain->certificates, 0);
    if (!own || !ASN1_TIME_to_tm(X509_get0_notBefore(own), &start)) return 0;
    *seconds = timegm(&start);
    return 1;
}
// X509_V_OK, or why not. The rules of a TLS client, with the strength that Debian asks for (security level 2).
static inline int diascope_chain_verify(struct diascope_chain *chain, const char *host, int64_t at) {
    X509_STORE_CTX *check = X509_STORE_CTX_new();
    X509 *own = sk_X509_value(chain->certificates, 0);
    int code = X509_V_ERR_UNSPECIFIED;
    if (check && own && X509_STORE_CTX_init(check, chain->authorities, own, chain->certificates)
        && X509_STORE_CTX_set_default(check, "ssl_server")) {
        X509_VERIFY_PARAM *rules = X509_STORE_CTX_get0_param(check);
        X509_VERIFY_PARAM_set_time(rules, at);
        X509_VERIFY_PARAM_set_auth_level(rules, 2);
        X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        // An address, or else a name.
        if (X509_VERIFY_PARAM_set1_ip_asc(rules, host) || X509_VERIFY_PARAM_set1_host(rules, host, 0)) {
            code = X509_verify_cert(check) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(check);
        }
    }
    X509_STORE_CTX_free(check);
    return code;
}
