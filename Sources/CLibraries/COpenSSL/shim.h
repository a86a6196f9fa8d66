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
