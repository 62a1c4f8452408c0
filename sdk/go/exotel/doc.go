// Exotel's Dynamic SIP Trunking: trunks, and what is on them.
package exotel
